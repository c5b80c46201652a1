using System.CommandLine;

namespace Settlement.Operator.Command;

/// <summary>The option <c>--output</c>.</summary>
internal static class OutputOption
{
    /// <summary>Makes it.</summary>
    public static Option<OutputForm> Create(OutputForm usual) =>
        new("--output") { Description = $"json or table; default {(usual == OutputForm.Json ? "json" : "table")}.", DefaultValueFactory = _ => usual };
}

/// <summary>How a result is printed.</summary>
internal enum OutputForm
{
    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>Tables for people.</summary>
    Table,
}
