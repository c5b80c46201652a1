namespace Settlement.Domain.Reference;

/// <summary>
/// Which fees an account pays in an instrument, with every override resolved. Accounts that pay alike share a plan: a list with one entry
/// for each instrument.
/// </summary>
/// <param name="Schedules">The different schedules.</param>
/// <param name="Plans">Per plan and instrument index: index into <paramref name="Schedules"/>, or <see cref="NoFee"/>. Plan 0 is that of most accounts.</param>
/// <param name="PlanOf">Plan of each account index; empty when every account has plan 0.</param>
public sealed record FeeTable(IReadOnlyList<FeeSchedule> Schedules, int[][] Plans, int[] PlanOf)
{
    /// <summary>Stands where no fee is paid.</summary>
    public const int NoFee = -1;

    /// <summary>No fees at all.</summary>
    public static FeeTable None { get; } = new([], [], []);

    /// <summary>Index into <see cref="Schedules"/>, or <see cref="NoFee"/>. Allocates nothing.</summary>
    public int Of(int account, int instrument) => Plans.Length == 0 ? NoFee : Plans[PlanOf.Length == 0 ? 0 : PlanOf[account]][instrument];
}
