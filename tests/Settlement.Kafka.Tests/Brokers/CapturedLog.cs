using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Settlement.Kafka.Tests.Brokers;

/// <summary>Keeps the messages that were logged, and waits for one.</summary>
internal sealed class CapturedLog<T> : ILogger<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _messages = [];
    private readonly SemaphoreSlim _logged = new(0);

    internal async Task UntilAsync(string text)
    {
        while (!_messages.Any(m => m.Contains(text, StringComparison.Ordinal)))
            Assert.True(await _logged.WaitAsync(Patience), $"'{text}' was not logged");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _messages.Enqueue(formatter(state, exception));
        _logged.Release();
    }
}
