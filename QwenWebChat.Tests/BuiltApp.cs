namespace QwenWebChat.Tests;

/// <summary>The app as it was built beside these tests, and the checkout that it runs in.</summary>
internal static class BuiltApp
{
    static BuiltApp()
    {
        // QwenWebChat.Tests/bin/Debug/net10.0/ -> QwenWebChat.App/bin/Debug/net10.0/
        DirectoryInfo output = new(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        DirectoryInfo project = output.Parent!.Parent!.Parent!;
        Repository = project.Parent!.FullName;
        Benchmarks = System.IO.Path.Combine(Repository, "tools", "QwenWebChat.Benchmarks", "bin", output.Parent.Name, output.Name, "QwenWebChat.Benchmarks.dll");
        Path = System.IO.Path.Combine(Repository, "QwenWebChat.App", "bin", output.Parent.Name, output.Name, "QwenWebChat.App.dll");
    }

    /// <summary>The folder of QwenWebChat.sln.</summary>
    public static string Repository { get; }

    /// <summary>QwenWebChat.Benchmarks.dll.</summary>
    public static string Benchmarks { get; }

    /// <summary>QwenWebChat.App.dll.</summary>
    public static string Path { get; }
}
