/**
 * What reads Parquet, as the text of a worker: the library may loop for ever over damaged bytes, and a thread can be ended. It answers one question at a time,
 * `{ names, start, rows, width? }`, or without names what the file is; cells as they are, or with `width` the lists of one column as float32.
 */
export const parquetWorker = `
const { parentPort, workerData } = require('node:worker_threads');
const { readSync } = require('node:fs');
const { descriptor, byteLength, hyparquet, compression } = workerData;

function slice(start, end = byteLength) {
  if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end && end <= byteLength))
    throw new Error('it names the bytes from ' + start + ' to ' + end + ', and the file has ' + byteLength);
  const bytes = new Uint8Array(end - start);
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, start + done);
    if (read === 0) throw new Error('it became shorter while it was read');
    done += read;
  }
  return bytes.buffer;
}
const file = { byteLength, slice: async (start, end) => slice(start, end) };

let opened;
async function open() {
  const library = await import(hyparquet);
  const metadata = await library.parquetMetadataAsync(file, { geoparquet: false });
  const packed = metadata.row_groups.some(({ columns }) => columns.some(({ meta_data }) => meta_data?.codec !== 'UNCOMPRESSED'));
  const compressors = packed ? (await import(compression)).compressors : undefined;
  return { ...library, compressors, metadata, scans: new Map() };
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const ofColumn = (group, name) => group.columns.filter((each) => each.meta_data?.path_in_schema[0] === name);

function facts({ parquetSchema, metadata }) {
  const groups = metadata.row_groups;
  const columns = parquetSchema(metadata).children.map(({ element: { name }, children }) => ({
    name,
    isList: children.length > 0,
    values: sum(groups.flatMap((group) => ofColumn(group, name).map((each) => Number(each.meta_data.num_values)))),
  }));
  const sizes = groups.map((group) => ({
    rows: Number(group.num_rows),
    bytes: Object.fromEntries(
      columns.map(({ name }) => [name, sum(ofColumn(group, name).map((each) => Number(each.meta_data.total_uncompressed_size)))]),
    ),
    indexed: columns.filter(({ name }) => ofColumn(group, name).every((each) => each.offset_index_offset !== undefined)).map(({ name }) => name),
  }));
  return { answer: { rows: Number(metadata.num_rows), columns, groups: sizes }, transfer: [] };
}

async function read(library, { names, start, rows, width }) {
  const { parquetScan, metadata, compressors, scans } = library;
  const key = JSON.stringify(names);
  if (!scans.has(key))
    scans.set(key, await parquetScan({ file, metadata, compressors, columns: names, useOffsetIndex: true, geoparquet: false }));
  const columns = [];
  for (const column of names) {
    const values = await scans.get(key).readColumn({ column, rowStart: start, rowEnd: start + rows });
    if (values.length !== rows) throw new Error('column ' + column + ' has ' + values.length + ' rows of ' + rows);
    columns.push(values);
  }
  if (width === undefined) return { answer: { cells: columns.map((values) => Array.from(values)) }, transfer: [] };
  const data = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const vector = columns[0][row];
    const length = vector?.length ?? 0;
    if (length !== width) return { answer: { odd: { row: start + row, what: 'has ' + length + ' values, and others have ' + width } }, transfer: [] };
    for (let i = 0; i < width; i++) {
      if (typeof vector[i] !== 'number') return { answer: { odd: { row: start + row, what: 'has a value that is no number' } }, transfer: [] };
      data[row * width + i] = vector[i];
    }
  }
  return { answer: { data }, transfer: [data.buffer] };
}

parentPort.on('message', async (question) => {
  try {
    opened ??= await open();
    const { answer, transfer } = question.names === undefined ? facts(opened) : await read(opened, question);
    parentPort.postMessage({ answer }, transfer);
  } catch (error) {
    parentPort.postMessage({ error: String(error?.message ?? error).slice(0, 200) });
  }
});
`;
