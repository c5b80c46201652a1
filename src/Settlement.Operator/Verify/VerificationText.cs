using Settlement.Operator.Compute.Result;

namespace Settlement.Operator.Verify;

/// <summary>A verification for people.</summary>
internal static class VerificationText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, Verification verification)
    {
        writer.WriteLine($"{verification.Run}: {(verification.Agrees ? "the computed result is the ledger's" : "DIFFERENT")}");
        writer.WriteLine($"ledger's digest         {verification.LedgerDigest}");
        writer.WriteLine($"of the ledger's rows    {verification.LedgerRowsDigest}");
        writer.WriteLine($"of the computed result  {verification.ComputedDigest ?? "none: a gate refuses it"}");
        foreach (var gate in verification.FailedGates)
            writer.WriteLine($"{gate.Gate} FAILED: {gate.Evidence}");
        var table = new TextTable("row", "key", "figure", "ledger", "computed");
        foreach (var difference in verification.Differences)
            table.Add(difference.Kind, difference.Key, difference.Column, difference.Before ?? "no such row", difference.After ?? "no such row");
        table.Write(writer, $"DIFFERENCES ({verification.DifferenceCount})");
    }
}
