interface Served {
  readonly host: string
  readonly port: number
  readonly pid: number | undefined
}

export function crash(handle: Served, how: string | number): Promise<void>
export function crashToDeath(handle: Served, how: string | number): Promise<void>
export function killToDeath(handle: Pick<Served, 'pid'>): void
export function killSupervisor(handle: Pick<Served, 'pid'>): void
export function killWhileAsking(handle: Served): Promise<never>
