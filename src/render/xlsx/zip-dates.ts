/** Sets the dates inside a ZIP file, so that equal content gives equal bytes. */

const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END = 0x06054b50;
const END_LENGTH = 22;

/** MS-DOS date and time: two-second steps since 1980. */
function dosTime(at: Date): { date: number; time: number } {
  const year = Math.max(1980, at.getUTCFullYear());
  return {
    date: ((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
}

/**
 * A copy in which every entry has the date `at` (PKWARE APPNOTE 6.3.10, §4.3.7 and §4.3.12).
 * @throws RangeError when the file is not a ZIP without comment and with fewer than 65,535 entries
 */
export function withZipDates(bytes: Uint8Array, at: Date): Uint8Array {
  const zip = Buffer.from(bytes);
  const end = zip.length - END_LENGTH;
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new RangeError('not a plain ZIP file');
  const { date, time } = dosTime(at);
  const entries = zip.readUInt16LE(end + 10);
  let entry = zip.readUInt32LE(end + 16);
  for (let i = 0; i < entries; i += 1) {
    const local = zip.readUInt32LE(entry + 42);
    if (zip.readUInt32LE(entry) !== CENTRAL_ENTRY || zip.readUInt32LE(local) !== LOCAL_ENTRY)
      throw new RangeError('the directory of the ZIP file is broken');
    zip.writeUInt16LE(time, entry + 12);
    zip.writeUInt16LE(date, entry + 14);
    zip.writeUInt16LE(time, local + 10);
    zip.writeUInt16LE(date, local + 12);
    entry += 46 + zip.readUInt16LE(entry + 28) + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return zip;
}
