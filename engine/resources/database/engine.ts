import { z } from 'zod'

/** The two kinds of servers; they do not replicate each other. */
export type Engine = 'mysql' | 'mariadb'

export const engine = z.enum(['mysql', 'mariadb']).describe('The kind of the server.')
