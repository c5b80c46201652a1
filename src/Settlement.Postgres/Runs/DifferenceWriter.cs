using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Settle;

namespace Settlement.Postgres.Runs;

/// <summary>Writes what a revision changes, inside the transaction that commits it.</summary>
internal static class DifferenceWriter
{
    internal static async Task WriteAsync(NpgsqlConnection connection, long runId, RevisionDifference? difference, CancellationToken cancellationToken)
    {
        if (difference is null)
            return;
        long line = 0;
        await ResultWriter.CopyAsync(connection, "differences (run_id, line, kind, row_key, figure, before, after)",
            difference.Rows, (rows, row) => Write(rows, runId, ++line, row), cancellationToken).ConfigureAwait(false);
    }

    private static void Write(NpgsqlBinaryImporter rows, long runId, long line, RowDifference row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(line, NpgsqlDbType.Bigint);
        rows.Write(row.Kind, NpgsqlDbType.Text);
        rows.Write(row.Key, NpgsqlDbType.Text);
        rows.Write(row.Column, NpgsqlDbType.Text);
        WriteText(rows, row.Before);
        WriteText(rows, row.After);
    }

    private static void WriteText(NpgsqlBinaryImporter rows, string? text)
    {
        if (text is null)
            rows.WriteNull();
        else
            rows.Write(text, NpgsqlDbType.Text);
    }
}
