/** Room for so many numbers that is used again and again: what is in it holds until the next is asked for. */
export function scratch(): (count: number) => Float64Array {
  let room = new Float64Array(0);
  return (count) => {
    if (room.length < count) room = new Float64Array(count);
    return room.subarray(0, count);
  };
}
