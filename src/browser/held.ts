/** What a page holds for its script: data only, as JSON in an element of that id. */
export const held = <Value>(id: string): Value | undefined => {
  const text = document.querySelector(`#${id}`)?.textContent;
  return text ? (JSON.parse(text) as Value) : undefined;
};
