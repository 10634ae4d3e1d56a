import type { Login } from './ssh.ts'

/** The functions to call once when a login ends: they release the jump hosts that it uses. */
export class Releases {
  readonly #pending: (() => void)[] = []
  #released = false

  add(release: () => void): void {
    if (this.#released) release()
    else this.#pending.push(release)
  }

  all(): void {
    this.#released = true
    for (const release of this.#pending.splice(0).reverse()) release()
  }
}

interface Shared {
  readonly login: Promise<Login>
  users: number
}

/** Logins on jump hosts. Each is opened once, and closed with the last login that uses it. */
export class SharedLogins {
  readonly #shared = new Map<string, Shared>()

  /** The login with this key; opens it if there is none. `open` adds to `own` what to release together with it. */
  share(key: string, releases: Releases, open: (own: Releases) => Promise<Login>): Promise<Login> {
    const shared = this.#shared.get(key) ?? this.#open(key, open)
    shared.users++
    releases.add(() => {
      if (--shared.users > 0) return
      this.#forget(key, shared)
      shared.login.then((login) => login.close()).catch(() => undefined)
    })
    return shared.login
  }

  #open(key: string, open: (own: Releases) => Promise<Login>): Shared {
    const own = new Releases()
    const shared: Shared = { login: open(own), users: 0 }
    this.#shared.set(key, shared)
    const end = () => {
      this.#forget(key, shared)
      own.all()
    }
    shared.login.then(({ gone }) => gone.then(end), end)
    return shared
  }

  #forget(key: string, shared: Shared): void {
    if (this.#shared.get(key) === shared) this.#shared.delete(key)
  }
}
