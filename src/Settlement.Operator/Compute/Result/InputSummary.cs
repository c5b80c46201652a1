using Settlement.Domain.Book;

namespace Settlement.Operator.Compute.Result;

/// <summary>What came from one file.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="File">Its name.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Trades">Trades of the day.</param>
/// <param name="Busts">Busts of the day.</param>
/// <param name="Duplicates">Repeated records dropped.</param>
/// <param name="Late">Records of an earlier trading day, not settled here.</param>
/// <param name="LaterDay">Records of a later trading day, not settled here.</param>
/// <param name="EndOfSession">Whether the venue's control totals came.</param>
internal sealed record InputSummary(int Partition, string File, long Records, long Trades, long Busts, long Duplicates, long Late, long LaterDay, bool EndOfSession)
{
    /// <summary>The summary of a partition.</summary>
    public static InputSummary Of(PartitionSummary partition, string file) => new(
        partition.Partition,
        file,
        partition.Records,
        partition.Trades,
        partition.Busts,
        partition.Duplicates,
        partition.Late,
        partition.LaterDay,
        partition.EndOfSession is not null);
}
