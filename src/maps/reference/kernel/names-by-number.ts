/** Names for the members of a closed set of the kernel, by the kernel's numbers. */
export function namesByNumber<Member extends string, Name>(
  numbers: Readonly<Record<Member, number>>,
  names: Readonly<Record<Member, Name>>,
): readonly Name[] {
  const members: readonly string[] = Object.keys(numbers);
  const isMember = (member: string): member is Member => Object.hasOwn(numbers, member);
  const list: Name[] = [];
  for (const member of members.filter(isMember)) list[numbers[member]] = names[member];
  return list;
}
