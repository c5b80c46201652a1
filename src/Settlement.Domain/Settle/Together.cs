using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Settlement.Domain.Settle;

/// <summary>Makes many things that do not depend on each other, on all processors. What comes out is the same as one after the other.</summary>
internal static class Together
{
    /// <summary>Fewer are made one after the other: to hand out work costs more than a few rows.</summary>
    internal const int AtOnce = 4096;

    /// <summary>An element for each index, in order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes the element of an index; must not depend on the others.</param>
    internal static T[] Make<T>(int count, Func<int, T> make)
    {
        var made = new T[count];
        if (count <= AtOnce)
        {
            for (var i = 0; i < count; i++)
                made[i] = make(i);
            return made;
        }

        Run(() => Parallel.ForEach(Partitioner.Create(0, count, AtOnce), range =>
        {
            for (var i = range.Item1; i < range.Item2; i++)
                made[i] = make(i);
        }));
        return made;
    }

    /// <summary>Writes rows as canonical lines, in order and in bounded memory.</summary>
    /// <param name="writer">Takes the lines.</param>
    /// <param name="rows">The rows, in the order of their lines.</param>
    /// <param name="write">Writes the line of a row; must not depend on the others.</param>
    internal static void Write<T>(IBufferWriter<byte> writer, IReadOnlyList<T> rows, Action<CanonicalLine, T> write)
    {
        if (rows.Count <= AtOnce)
        {
            Write(new CanonicalLine(writer), rows, 0, rows.Count, write);
            return;
        }

        var texts = new ArrayBufferWriter<byte>[Environment.ProcessorCount];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = new ArrayBufferWriter<byte>();
        for (var first = 0; first < rows.Count; first += AtOnce * texts.Length)
        {
            var from = first;
            Run(() => Parallel.For(0, texts.Length, i =>
            {
                texts[i].ResetWrittenCount();
                Write(new CanonicalLine(texts[i]), rows, from + (i * AtOnce), Math.Min(rows.Count, from + ((i + 1) * AtOnce)), write);
            }));
            foreach (var text in texts)
                writer.Write(text.WrittenSpan);
        }
    }

    private static void Write<T>(CanonicalLine line, IReadOnlyList<T> rows, int from, int to, Action<CanonicalLine, T> write)
    {
        for (var i = from; i < to; i++)
            write(line, rows[i]);
    }

    private static void Run(Action parallel)
    {
        try
        {
            parallel();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
