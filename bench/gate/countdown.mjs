// @ts-check

/**
 * Says after each how many there are and about how many minutes are left.
 * @param {string} what @param {number} total @param {number} done @param {(line: string) => void} say
 */
export function countdown(what, total, done, say) {
  const [begin, before] = [performance.now(), done];
  let now = done;
  return () => {
    now++;
    const minutes = (((performance.now() - begin) / (now - before)) * (total - now)) / 60_000;
    say(`${what} ${now} of ${total}, about ${minutes.toFixed(1)} min left`);
  };
}
