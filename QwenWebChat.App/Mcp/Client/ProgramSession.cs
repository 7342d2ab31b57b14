using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>The messages of a running program. Its end is the end of the program and of all that the program started.</summary>
internal sealed class ProgramSession : ITransport
{
    private const int MaxErrorLength = 1_000;

    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    private readonly ITransport _messages;
    private readonly Process _process;
    private readonly Task _reading;
    private string _errors = "";

    public ProgramSession(ITransport messages, Process process)
    {
        (_messages, _process) = (messages, process);
        _reading = ReadErrorsAsync(process.StandardError);
    }

    public string? SessionId => _messages.SessionId;

    public ChannelReader<JsonRpcMessage> MessageReader => _messages.MessageReader;

    /// <summary>The exit code and the last line of the error output, once the program has ended by itself; otherwise null.</summary>
    public string? Ending { get; private set; }

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) => _messages.SendMessageAsync(message, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!await HasEndedAsync().ConfigureAwait(false))
        {
            Kill();
        }

        await _messages.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    // A server ends when its input does.
    private async Task<bool> HasEndedAsync()
    {
        bool endedByItself = MessageReader.Completion.IsCompletedSuccessfully;
        try
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(ShutdownTime);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await _reading.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // It goes on, or what it has started holds its output open.
        }

        if (endedByItself && _process.HasExited)
        {
            string last = _errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
            Ending = string.Create(CultureInfo.InvariantCulture, $"It has ended with code {_process.ExitCode}{(last.Length > 0 ? $": {last}" : ".")}");
        }

        return _process.HasExited;
    }

    // Read to its end, or the program would wait for a reader.
    private async Task ReadErrorsAsync(StreamReader reader)
    {
        char[] buffer = new char[1_024];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and int count)
        {
            string errors = _errors + new string(buffer, 0, count);
            _errors = errors[^Math.Min(errors.Length, MaxErrorLength)..];
        }
    }
}
