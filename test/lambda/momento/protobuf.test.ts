import fc from 'fast-check';
import { BinaryWriter } from 'google-protobuf';
import { describe, expect, it } from 'vitest';
import { bytesField, Fields, message, numberField } from '../../../lambda/momento/protobuf.ts';

const field = fc.integer({ min: 1, max: 2 ** 29 - 1 });
const number = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const bytes = fc.uint8Array({ maxLength: 300 });

describe('a message', () => {
  it('is written as protobuf’s own library does', () => {
    fc.assert(
      fc.property(field, number, bytes, fc.string({ unit: 'grapheme' }), (field, number, bytes, text) => {
        const writer = new BinaryWriter();
        if (number !== 0) writer.writeUint64(field, number);
        writer.writeBytes(field, bytes);
        writer.writeString(field, text);
        const ours = message(numberField(field, number), bytesField(field, bytes), bytesField(field, text));
        expect(Buffer.from(ours).toString('hex')).toBe(Buffer.from(writer.getResultBuffer()).toString('hex'));
      }),
    );
  });

  it('is read as it was written, with fields of other kinds between', () => {
    fc.assert(
      fc.property(number, fc.array(bytes), fc.string({ unit: 'grapheme' }), (number, several, text) => {
        const writer = new BinaryWriter();
        writer.writeFixed32(7, 1);
        writer.writeUint64(1, number);
        writer.writeFixed64(8, 1);
        for (const each of several) writer.writeBytes(2, each);
        writer.writeString(3, text);
        const fields = new Fields(writer.getResultBuffer());
        expect(fields.number(1)).toBe(number);
        expect(fields.all(2).map((each) => new Uint8Array(each))).toEqual(several);
        expect(fields.text(3)).toBe(text);
        expect([1, 2, 3, 4].map((each) => fields.has(each))).toEqual([true, several.length > 0, true, false]);
      }),
    );
  });

  it('has 0, and nothing, where a field isn’t there or is of another kind', () => {
    const fields = new Fields(message(numberField(1, 5), bytesField(2, 'text')));
    expect([fields.number(2), fields.number(3)]).toEqual([0, 0]);
    expect([fields.text(1), fields.text(3)]).toEqual(['', '']);
    expect([fields.all(1), fields.all(3)]).toEqual([[], []]);
  });

  it('counts the last of several values', () => {
    const fields = new Fields(
      message(numberField(1, 5), numberField(1, 6), bytesField(2, 'one'), bytesField(2, 'two')),
    );
    expect([fields.number(1), fields.text(2)]).toEqual([6, 'two']);
  });

  it.each([
    ['ends within a number', [0x08, 0x80]],
    ['ends within a length', [0x12, 0x80]],
    ['ends within a text', [0x12, 0x02, 0x61]],
    ['has a length beyond all', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['ends within four bytes', [0x0d, 0x01]],
    ['ends within eight bytes', [0x09, 0x01]],
    ['has a number of eleven bytes', [0x08, ...Array(10).fill(0xff), 0x01]],
    ['has a group', [0x0b]],
  ])('that %s is none', (_what, received) => {
    expect(() => new Fields(Uint8Array.from(received))).toThrow(
      expect.objectContaining({ name: 'GrpcError', status: 13 }),
    );
  });

  it('that is any bytes is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(bytes, (received) => {
        try {
          new Fields(received);
        } catch (error) {
          expect(error).toMatchObject({ status: 13 });
        }
      }),
    );
  });
});
