using System.Diagnostics;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>What a run of promtool, Prometheus' own checker, gave.</summary>
internal sealed record PrometheusRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs it with a text as its input.</summary>
    public static async Task<PrometheusRun> OfToolAsync(string input, params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new(InstalledPrograms.Require("promtool"), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return new PrometheusRun(process.ExitCode, await output, await error);
    }
}
