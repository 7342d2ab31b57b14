using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// Loads libtorch from another folder, such as that of a Python PyTorch. An app built without libtorch can thus use the
/// GPU through an installed library, without gigabytes of its own.
/// </summary>
/// <remarks>
/// TorchSharp loads <c>torch_cpu</c>, <c>torch_cuda</c> and its own library by name in the static initializer of class
/// <c>torch</c>; .NET searches the app's folders first and then asks the system for the bare name. A library that is
/// already loaded satisfies its bare name and the dependencies of later libraries, whatever its path; so it is enough
/// to load all of them by full path before TorchSharp's first use. That does not work if the app includes a libtorch:
/// it is found by full path and loaded in addition, both register their operators in one table, and the process ends.
/// </remarks>
internal static class TorchLibrary
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "QWENWEBCHAT_LIBTORCH";

    /// <summary>The libtorch version that TorchSharp's native library was built for; other versions export other symbols.</summary>
    public const string Version = "2.10";

    private const string RightFolder = $"the lib folder of libtorch {Version} or of Python's torch {Version}, such as .../site-packages/torch/lib";
    private const int ListedSymbols = 10;

    // In dependency order. The first is the library through which Python's torch finds CUDA libraries in other folders.
    private static readonly string[] Names = ["torch_global_deps", "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
    private static readonly string[] Required = ["c10", "torch_cpu", "torch"];

    /// <summary>The folders in which .NET searches the native libraries of this app.</summary>
    public static IEnumerable<string> AppFolders => ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [])
        .Append(AppContext.BaseDirectory)
        .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
        .Distinct();

    /// <summary>Returns the file name of a library on this operating system: <c>libtorch_cpu.so</c>, <c>torch_cpu.dll</c>.</summary>
    public static string FileName(string name) => OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>The folder that the environment variable names; null for none.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>True if the libtorch that will be loaded includes a CUDA library, judged by its files.</summary>
    public static bool HasCuda => (Named is { } folder ? [folder] : AppFolders).Any(folder => File.Exists(Path.Combine(folder, FileName("torch_cuda"))));

    /// <summary>
    /// The reason why no libtorch is installed (in the app, the system or the folder of the environment variable) and
    /// the remedy; null if one is installed.
    /// </summary>
    public static string? WhyNone => Named is null ? WhyNoneIn(AppFolders, () => NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out _)) : null;

    /// <summary>Loads libtorch from a folder. Must be called before the first use of TorchSharp.</summary>
    /// <exception cref="TorchLibraryException">
    /// The folder has no libtorch, it does not load, or it does not match TorchSharp's native library.
    /// </exception>
    public static void Load(string folder) => Load(folder, AppFolders);

    /// <param name="tryLoad">True if .NET finds libtorch elsewhere.</param>
    internal static string? WhyNoneIn(IEnumerable<string> appFolders, Func<bool> tryLoad) =>
        appFolders.Any(folder => File.Exists(Path.Combine(folder, FileName("torch_cpu")))) || tryLoad()
            ? null
            : $"this app came without libtorch; build it without -p:TorchBackend=none, or set {Variable} to {RightFolder}";

    /// <param name="appFolders">The folders of TorchSharp's native library and of a libtorch included in the app.</param>
    internal static void Load(string named, IEnumerable<string> appFolders)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        if (OperatingSystem.IsMacOS())
        {
            throw new TorchLibraryException(named, "another libtorch is not supported on macOS", "the variable unset");
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

    /// <summary>
    /// Loads libraries that depend on each other in unknown order: repeats failed loads as long as a pass loads at
    /// least one.
    /// </summary>
    /// <param name="open">Loads a file and returns whether that succeeded.</param>
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

    // The libraries find CUDA's through their embedded search paths if both were installed together.
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

    // cuDNN, NVRTC and similar libraries load each other by bare name at run time; on Windows that finds only libraries
    // that are loaded already or lie beside the program. Python's torch preloads them for the same reason.
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
