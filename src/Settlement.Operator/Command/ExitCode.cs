namespace Settlement.Operator.Command;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the environment is wrong; nothing was begun.</summary>
    public const int BadArguments = 2;

    /// <summary>A greater epoch exists: another settler leads and this process leaves.</summary>
    public const int Fenced = 3;

    /// <summary>The ledger holds something that must never be; a person must look.</summary>
    public const int LedgerInvariant = 4;

    /// <summary>A gate refuses the day: there is no result, and the gates say why.</summary>
    public const int Blocked = 5;

    /// <summary>A file of trades, reference data or results is wrong; the message says where, and nothing was computed.</summary>
    public const int BadInput = 6;

    /// <summary>What was computed anew is not what the ledger holds.</summary>
    public const int Different = 7;
}
