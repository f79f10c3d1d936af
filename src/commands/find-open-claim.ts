import type { ListedClaim, TableService } from '../aws/table-service.ts';

const openStates = ['IN_DOUBT', 'RELEASED', 'CLAIMED', 'ACCEPTED', 'REFUSED'] as const;

/** The claim of this short id, in whatever state the index of open claims shows it; null where it shows none. */
export async function findOpenClaim(
  tables: Pick<TableService, 'claimsInState'>,
  table: string,
  id: string,
): Promise<ListedClaim | null> {
  const claims = await Promise.all(openStates.map((state) => tables.claimsInState(table, state)));
  return claims.flat().find((claim) => claim.id === id) ?? null;
}
