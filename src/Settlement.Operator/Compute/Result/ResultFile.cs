using System.Text.Json;
using Settlement.Domain.Settle;
using Settlement.Operator.Command;

namespace Settlement.Operator.Compute.Result;

/// <summary>A result as <c>settlement compute</c> has written it.</summary>
internal static class ResultFile
{
    /// <summary>Reads a settled result and checks that its rows have the digest that it states.</summary>
    /// <exception cref="ComputeException">It is not such a file, is not settled, or was changed.</exception>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static SettlementResult Read(string name)
    {
        try
        {
            using var stream = File.OpenRead(name);
            var result = JsonSerializer.Deserialize<ResultDocument>(stream, ResultJson.Options)?.ToResult()
                ?? throw new ComputeException([$"{name}: is not settled; only a settled result can be gone on from."]);
            var digest = CanonicalRows.DigestOf(result);
            return digest == result.Digest ? result : throw new ComputeException([$"{name}: its rows have the digest {digest}, and it states {result.Digest}; the file was changed, or is of another version."]);
        }
        catch (JsonException e)
        {
            throw new ComputeException([$"{name}:{e.LineNumber + 1}: {e.Path}: is not the JSON of `settlement compute`: {e.Message}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name} cannot be read: {e.Message}", e);
        }
    }
}
