using System.Diagnostics;
using System.Security.Cryptography;

namespace QwenWebChat.Tests;

/// <summary>Packages of npm for tests, which a lock file names.</summary>
internal static class NpmFolder
{
    /// <summary>Installs the packages once for each lock file, beside the tests, and returns the folder.</summary>
    /// <param name="sources">The folder of package.json, package-lock.json and the given scripts, which are copied.</param>
    public static async Task<string> InstallAsync(string npm, string sources, params string[] scripts)
    {
        byte[] hash = SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(sources, "package-lock.json")));
        string folder = Path.Combine(AppContext.BaseDirectory, "npm", Convert.ToHexStringLower(hash.AsSpan(0, 8)));
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])["package.json", "package-lock.json", .. scripts])
        {
            File.Copy(Path.Combine(sources, file), Path.Combine(folder, file), overwrite: true);
        }

        string done = Path.Combine(folder, "installed");
        if (!File.Exists(done))
        {
            (int exitCode, _, string error) = await RunAsync(npm, folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            Assert.True(exitCode == 0, $"npm ci ended with {exitCode}: {error}");
            await File.WriteAllTextAsync(done, "");
        }

        return folder;
    }

    /// <summary>Runs a program in the folder to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
