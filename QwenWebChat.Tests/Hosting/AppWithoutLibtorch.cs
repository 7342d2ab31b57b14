using System.Text.Json.Nodes;

namespace QwenWebChat.Tests.Hosting;

/// <summary>
/// The built app without the native libraries of libtorch, as <c>TorchBackend=none</c> publishes it; or the published folder
/// that an environment variable names.
/// </summary>
internal sealed class AppWithoutLibtorch : IDisposable
{
    private const string Published = "QWENWEBCHAT_TESTS_PUBLISHED";

    // Their names on every system; TorchSharp's own library is not among them.
    private static readonly string[] Native = ["libtorch", "libc10", "torch_", "c10.", "fbgemm", "libgomp-", "libiomp", "libaoti", "libbackend", "libjitbackend", "libnnapi", "libshm"];

    private readonly DirectoryInfo? _folder;

    public AppWithoutLibtorch()
    {
        if (Environment.GetEnvironmentVariable(Published) is { Length: > 0 } published)
        {
            (Folder, Path) = (published, System.IO.Path.Combine(published, System.IO.Path.GetFileName(BuiltApp.Path)));
            return;
        }

        _folder = Directory.CreateTempSubdirectory("qwenwebchat-");
        string source = System.IO.Path.GetDirectoryName(BuiltApp.Path)!;
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !IsLibtorch(file)))
        {
            string copy = System.IO.Path.Combine(_folder.FullName, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Path = System.IO.Path.Combine(_folder.FullName, System.IO.Path.GetFileName(BuiltApp.Path));
        string dependencies = System.IO.Path.ChangeExtension(Path, ".deps.json");
        File.WriteAllText(dependencies, WithoutLibtorch(File.ReadAllText(dependencies)));
    }

    /// <summary>QwenWebChat.App.dll.</summary>
    public string Path { get; }

    /// <summary>The working folder that has its pages: its own where it is published, else the repository.</summary>
    public string Folder { get; } = BuiltApp.Repository;

    public string DemoModel => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "models", "QwenWebChat-Demo-5M");

    public void Dispose() => _folder?.Delete(recursive: true);

    private static bool IsLibtorch(string file) => Array.Exists(Native, name => System.IO.Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal));

    // The host refuses to start where a file that this one lists is missing.
    private static string WithoutLibtorch(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        foreach ((string _, JsonNode? target) in root["targets"]!.AsObject())
        {
            foreach ((string _, JsonNode? library) in target!.AsObject())
            {
                foreach (string kind in (string[])["runtimeTargets", "native"])
                {
                    JsonObject? files = library![kind]?.AsObject();
                    foreach (string file in files?.Select(file => file.Key).Where(IsLibtorch).ToArray() ?? [])
                    {
                        files!.Remove(file);
                    }
                }
            }
        }

        return root.ToJsonString();
    }
}
