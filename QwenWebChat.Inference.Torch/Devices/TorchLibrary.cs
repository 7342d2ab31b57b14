using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// The libtorch of another folder than the app's, such as that of a Python PyTorch: an app without one of its own then uses
/// the card through what is there already, instead of gigabytes that it brings along.
/// </summary>
/// <remarks>
/// TorchSharp loads <c>torch_cpu</c>, <c>torch_cuda</c> and its own library by name in the initializer of its class
/// <c>torch</c>; .NET looks into the app's folders first and asks the system for the bare name then. A library that is loaded
/// already answers to its bare name, and to the needs of the libraries after it, wherever it lies; so loading them all by
/// full path before TorchSharp's first use is enough. It is not where the app has a libtorch too: that one is found by its
/// full path and loaded beside the other, and both enter their operators in one table, which ends the process.
/// </remarks>
internal static class TorchLibrary
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "QWENWEBCHAT_LIBTORCH";

    /// <summary>What TorchSharp's own library is made for; another libtorch has other symbols.</summary>
    public const string Version = "2.10";

    private const string RightFolder = $"the lib folder of libtorch {Version} or of Python's torch {Version}, such as .../site-packages/torch/lib";
    private const int ListedSymbols = 10;

    // By what they need. The first is how Python's torch makes the libraries of CUDA known that lie elsewhere.
    private static readonly string[] Names = ["torch_global_deps", "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
    private static readonly string[] Required = ["c10", "torch_cpu", "torch"];

    /// <summary>The folders in which .NET looks for the native libraries of this app.</summary>
    public static IEnumerable<string> AppFolders => ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [])
        .Append(AppContext.BaseDirectory)
        .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
        .Distinct();

    /// <summary>The name of a library's file on this system: <c>libtorch_cpu.so</c>, <c>torch_cpu.dll</c>.</summary>
    public static string FileName(string name) => OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>The folder that the environment names; null for none.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Whether the libtorch that will be loaded has a part for CUDA, by its file.</summary>
    public static bool HasCuda => (Named is { } folder ? [folder] : AppFolders).Any(folder => File.Exists(Path.Combine(folder, FileName("torch_cuda"))));

    /// <summary>The reason why there is no libtorch, neither the app's nor the system's nor one that the environment names, with what would be right; null where there is one.</summary>
    public static string? WhyNone => Named is null ? WhyNoneIn(AppFolders, () => NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out _)) : null;

    /// <summary>Loads the libtorch of a folder; has to come before the first use of TorchSharp.</summary>
    /// <exception cref="TorchLibraryException">There is none, it does not load, or TorchSharp's own library does not fit it.</exception>
    public static void Load(string folder) => Load(folder, AppFolders);

    /// <param name="tryLoad">Whether .NET finds one elsewhere.</param>
    internal static string? WhyNoneIn(IEnumerable<string> appFolders, Func<bool> tryLoad) =>
        appFolders.Any(folder => File.Exists(Path.Combine(folder, FileName("torch_cpu")))) || tryLoad()
            ? null
            : $"this app came without libtorch; build it without -p:TorchBackend=none, or set {Variable} to {RightFolder}";

    /// <param name="appFolders">Where .NET finds TorchSharp's own library, and a libtorch that the app came with.</param>
    internal static void Load(string named, IEnumerable<string> appFolders)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        if (OperatingSystem.IsMacOS())
        {
            throw new TorchLibraryException(named, "not on macOS, where another libtorch brings nothing", "the variable unset");
        }

        Check(named, folder, appFolders);
        foreach (string file in Names.Select(name => Path.Combine(folder, FileName(name))).Where(File.Exists))
        {
            if (SystemLoader.Open(file, out string? failure) == 0 && !OpenWithNvidia(folder, file, ref failure))
            {
                throw new TorchLibraryException(named, $"{Path.GetFileName(file)} does not load: {failure}", RightFolder);
            }
        }

        LoadByName(folder);
        Bind(named, Path.Combine(appFolders.FirstOrDefault(HasBinding) ?? AppContext.BaseDirectory, FileName("LibTorchSharp")));
    }

    /// <summary>Loads what loads, again and again while there is progress: libraries that need each other, their order unknown.</summary>
    /// <param name="open">Whether a file is loaded now.</param>
    internal static void LoadAll(IEnumerable<string> files, Func<string, bool> open)
    {
        List<string> left = [.. files];
        while (left.RemoveAll(file => open(file)) > 0)
        {
        }
    }

    private static void Check(string named, string folder, IEnumerable<string> appFolders)
    {
        if (!Directory.Exists(folder))
        {
            throw new TorchLibraryException(named, "there is no such folder", RightFolder);
        }

        if (Required.Select(FileName).FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing)
        {
            throw new TorchLibraryException(named, $"there is no {missing} in it", RightFolder);
        }

        if (appFolders.FirstOrDefault(own => own != folder && File.Exists(Path.Combine(own, FileName("torch_cpu")))) is { } other)
        {
            throw new TorchLibraryException(named, $"this app came with a libtorch of its own, in {other}, and two cannot be in one process", "an app built with -p:TorchBackend=none, or the variable unset");
        }
    }

    // The libraries find those of CUDA by paths written into them, as long as both were installed together.
    private static bool OpenWithNvidia(string folder, string file, ref string? failure)
    {
        string nvidia = Path.GetFullPath(Path.Combine(folder, "..", "..", "nvidia"));
        if (!OperatingSystem.IsLinux() || !Directory.Exists(nvidia))
        {
            return false;
        }

        LoadAll(
            Directory.EnumerateDirectories(nvidia).Select(part => Path.Combine(part, "lib")).Where(Directory.Exists).SelectMany(lib => Directory.EnumerateFiles(lib, "*.so.*")),
            library => SystemLoader.Open(library, out _) != 0);
        return SystemLoader.Open(file, out failure) != 0;
    }

    // cuDNN, NVRTC and their kin load each other by bare name while they work; on Windows that finds only what is loaded
    // already or lies beside the program. Python's torch loads them all for this too.
    private static void LoadByName(string folder)
    {
        if (OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, FileName("torch_cuda"))))
        {
            LoadAll(
                Directory.EnumerateFiles(folder, "*.dll").Where(file => !Path.GetFileName(file).Contains("python", StringComparison.OrdinalIgnoreCase)),
                file => SystemLoader.Open(file, out _) != 0);
        }
    }

    private static bool HasBinding(string folder) => File.Exists(Path.Combine(folder, FileName("LibTorchSharp")));

    private static void Bind(string named, string binding)
    {
        if (SystemLoader.Open(binding, out string? failure) != 0)
        {
            return;
        }

        string name = $"{Path.GetFileName(binding)} of TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}";
        IReadOnlyList<string> missing = OperatingSystem.IsLinux() && File.Exists(binding) ? [.. ElfSymbols.RequiredBy(binding).Where(symbol => !SystemLoader.HasSymbol(symbol))] : [];
        string more = missing.Count > ListedSymbols ? $" and {missing.Count - ListedSymbols} more" : "";
        throw new TorchLibraryException(
            named,
            missing.Count == 0 ? $"{name} does not load with it: {failure}" : $"{name} does not fit it, which lacks {string.Join(", ", missing.Take(ListedSymbols))}{more}",
            RightFolder);
    }
}
