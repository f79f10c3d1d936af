/** The ids of the eight stores; every name here is invented. */
const firstStores = [
  { id: '1051707', name: '가상사진관 하나점' },
  { id: '1120125', name: '가상사진관 두리점' },
  { id: '1285716', name: '가상사진관 세모점' },
  { id: '1462519', name: '가상사진관 네모점' },
  { id: '1466783', name: '가상사진관 다섯점' },
  { id: '1473826', name: '가상사진관 여섯점' },
  { id: '867589', name: '가상사진관 일곱점' },
  { id: '951291', name: '가상사진관 여덟점' },
] as const;

const firstFurtherId = 2_000_001;

/** The ids of so many stores: the eight, then further ones for benchmarks. */
export function storeIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    return firstStores[index]?.id ?? String(firstFurtherId + index - firstStores.length);
  });
}

/** The invented name of a store. */
export function storeName(id: string): string {
  return firstStores.find((store) => store.id === id)?.name ?? `가상사진관 ${id}점`;
}
