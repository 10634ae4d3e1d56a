/** Secrets of the ready playbooks: for pictures, tests and lab hosts, never for others. */
const EXAMPLES: Readonly<Record<string, string>> = {
  REPLICATION_PASSWORD: 'example-of-replication',
  SHOP_PASSWORD: 'example-of-the-shop',
}

/** Gives the environment those that it lacks. */
export function ensureExampleSecrets(): void {
  for (const [name, value] of Object.entries(EXAMPLES)) process.env[name] ??= value
}
