/**
 * The server's end of one WebSocket (RFC 6455), as far as Socket Mode needs it: text messages, pings, close.
 * Own code because no WebSocket server is among the declared dependencies.
 */
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const LARGEST_MESSAGE_BYTES = 4_000_000;
const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

export class ServerSocket extends EventEmitter<{ message: [string]; close: [] }> {
  readonly #stream: Duplex;
  #buffer = Buffer.alloc(0);
  #fragments: Buffer[] = [];
  #closed = false;

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', () => stream.destroy());
    stream.on('close', () => {
      this.#closed = true;
      this.emit('close');
    });
  }

  /** Completes the handshake; null when the request is not a WebSocket upgrade. */
  static accept(request: IncomingMessage, stream: Duplex): ServerSocket | null {
    const key = request.headers['sec-websocket-key'];
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || key === undefined) {
      stream.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return null;
    }
    const accept = createHash('sha1')
      .update(key + MAGIC)
      .digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    return new ServerSocket(stream);
  }

  send(text: string): void {
    this.#write(OPCODE.text, Buffer.from(text));
  }

  ping(): void {
    this.#write(OPCODE.ping, Buffer.from('ping'));
  }

  close(): void {
    if (this.#closed) return;
    this.#write(OPCODE.close, Buffer.from([0x03, 0xe8]));
    this.#stream.end();
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#closed || this.#stream.writableEnded) return;
    const { length } = payload;
    let head: Buffer;
    if (length < 126) head = Buffer.from([0x80 | opcode, length]);
    else if (length < 65_536) {
      head = Buffer.from([0x80 | opcode, 126, 0, 0]);
      head.writeUInt16BE(length, 2);
    } else {
      head = Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    this.#stream.write(Buffer.concat([head, payload]));
  }

  #receive(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const frame = this.#nextFrame();
      if (frame === null) return;
      this.#handle(frame);
    }
  }

  #nextFrame(): { final: boolean; opcode: number; payload: Buffer } | null {
    const buffer = this.#buffer;
    if (buffer.length < 2) return null;
    const short = buffer[1]! & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const headBytes = 2 + lengthBytes + 4;
    if (buffer.length < headBytes) return null;
    const length =
      lengthBytes === 2 ? buffer.readUInt16BE(2) : lengthBytes === 8 ? Number(buffer.readBigUInt64BE(2)) : short;
    const masked = (buffer[1]! & 0x80) !== 0;
    if (!masked || length > LARGEST_MESSAGE_BYTES) {
      this.#stream.destroy();
      return null;
    }
    if (buffer.length < headBytes + length) return null;
    const mask = buffer.subarray(headBytes - 4, headBytes);
    const payload = Buffer.from(buffer.subarray(headBytes, headBytes + length));
    for (let index = 0; index < length; index += 1) payload[index] = payload[index]! ^ mask[index % 4]!;
    this.#buffer = buffer.subarray(headBytes + length);
    return { final: (buffer[0]! & 0x80) !== 0, opcode: buffer[0]! & 0x0f, payload };
  }

  #handle(frame: { final: boolean; opcode: number; payload: Buffer }): void {
    if (frame.opcode === OPCODE.close) this.close();
    else if (frame.opcode === OPCODE.ping) this.#write(OPCODE.pong, frame.payload);
    else if (frame.opcode === OPCODE.text || frame.opcode === OPCODE.continuation) {
      this.#fragments.push(frame.payload);
      if (!frame.final) return;
      const text = Buffer.concat(this.#fragments).toString('utf8');
      this.#fragments = [];
      this.emit('message', text);
    }
  }
}
