namespace Settlement.Domain.Book;

public sealed partial class PartitionBook
{
    private long _lastFillerOffset = -1;

    /// <summary>
    /// Ends the book at the barrier: what was noticed beyond it, other than records that filled a hole, is forgotten. So the sealed books of a
    /// partition are equal, byte for byte, whoever folded them and however far each had read. Sealing again changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The book is not exact for the barrier, has a hole, or a suspect.</exception>
    public void Seal(long barrier)
    {
        if (!IsSealed(barrier))
            throw new InvalidOperationException($"Partition {Partition} at offset {NextOffset} cannot be sealed at {barrier}.");
        NextOffset = Math.Max(barrier, _lastFillerOffset + 1);
        if (FirstLaterDayOffset >= barrier)
            FirstLaterDayOffset = null;
        Records -= LaterDay;
        LaterDay = 0;
    }
}
