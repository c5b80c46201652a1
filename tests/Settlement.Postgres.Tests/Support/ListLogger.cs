using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Settlement.Postgres.Tests.Support;

internal sealed class ListLogger<T> : ILogger<T>
{
    internal ConcurrentQueue<(int Id, string Message)> Entries { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((eventId.Id, formatter(state, exception)));
}
