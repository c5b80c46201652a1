using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>Keeps what the server logs as errors of its own: exceptions that nobody foresaw.</summary>
internal sealed class ServerErrors : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IReadOnlyCollection<string> Texts => _texts;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error)
        {
            _texts.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this keeps all logs itself");

    public void Dispose()
    {
    }
}
