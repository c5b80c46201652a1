using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Reference;

/// <summary>
/// Finds the index of an ASCII name by its bytes, by open addressing. Most names lie wholly in their slot, so that a lookup misses the processor's caches once; a frozen
/// dictionary of strings wants characters and misses five times, which is a fifth of the fold when there are many accounts.
/// </summary>
internal sealed class NameTable
{
    private const int Empty = -1;
    private readonly byte[][] _names;
    private readonly Slot[] _slots;

    /// <param name="names">Different names of ASCII characters; the index of each is its place.</param>
    internal NameTable(IEnumerable<string> names)
    {
        _names = [.. names.Select(Encoding.ASCII.GetBytes)];
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)(_names.Length * 3L / 2) + 1)];
        Array.Fill(_slots, new Slot(Empty, 0, 0, 0));
        for (var i = 0; i < _names.Length; i++)
        {
            var (first, second) = (Part(_names[i], 0), Part(_names[i], 8));
            var slot = Start(_names[i], first, second);
            while (_slots[slot].Index != Empty)
                slot = Next(slot);
            _slots[slot] = new Slot(i, _names[i].Length, first, second);
        }
    }

    /// <summary>Index of the name. Allocates nothing.</summary>
    internal bool TryFind(ReadOnlySpan<byte> name, out int index)
    {
        var (first, second) = (Part(name, 0), Part(name, 8));
        for (var i = Start(name, first, second); ; i = Next(i))
        {
            ref readonly var slot = ref _slots[i];
            index = slot.Index;
            if (index == Empty)
                return false;
            if (slot.Length == name.Length && slot.First == first && slot.Second == second && (name.Length <= 16 || name.SequenceEqual(_names[index])))
                return true;
        }
    }

    private uint Start(ReadOnlySpan<byte> name, ulong first, ulong second)
    {
        // One multiplication: this is done for each name of each trade.
        var hash = Fingerprint.Mix(first, second ^ (ulong)name.Length);
        if (name.Length > 16)
            hash ^= Fingerprint.Of(name[16..]);
        return unchecked((uint)hash) & (uint)(_slots.Length - 1);
    }

    private uint Next(uint slot) => (slot + 1) & (uint)(_slots.Length - 1);

    /// <summary>Eight bytes of the name from a place on, with zeros behind its end.</summary>
    private static ulong Part(ReadOnlySpan<byte> name, int from)
    {
        var left = name.Length - from;
        if (left >= 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(name[from..]);
        if (left <= 0)
            return 0;
        if (name.Length >= 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) >> (8 * (8 - left));
        ulong part = 0;
        for (var i = name.Length - 1; i >= from; i--)
            part = (part << 8) | name[i];
        return part;
    }

    private readonly record struct Slot(int Index, int Length, ulong First, ulong Second);
}
