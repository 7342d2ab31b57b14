using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// The code with which the first administrator is made from another machine. Whoever can read the app's log has it. It is new at
/// each start and of no use once there is an administrator.
/// </summary>
internal sealed partial class SetUpCode(AccessState access, ILogger<SetUpCode> logger) : IHostedLifecycleService
{
    private const int Bytes = 16;
    private const int GroupLength = 4;

    private readonly ILogger _logger = logger;
    private readonly string _digits = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The code in groups of four digits.</summary>
    public string Text => string.Join('-', _digits.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Compares in constant time; hyphens, spaces and case do not matter.</summary>
    public bool Matches(string? code) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant()), Encoding.UTF8.GetBytes(_digits));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Only now are the addresses known.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (access.Mode == AccessMode.SetUp)
        {
            LogCode(AccountPaths.SetUp, Text);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other machines can reach this app, and it has no administrator yet: it serves nothing but {Path}, which asks for this code: {Code}")]
    private partial void LogCode(string path, string code);
}
