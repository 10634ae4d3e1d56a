/** Progress of `lab up`. */
export type LabEvent =
  | { readonly type: 'remark'; readonly message: string }
  | { readonly type: 'booting'; readonly host: string }
  | { readonly type: 'answers'; readonly host: string; readonly milliseconds: number }

export type LabProgress = (event: LabEvent) => void
