using System.Text;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;

namespace QwenWebChat.Tests.Devices;

public sealed class TorchLibraryTests : IDisposable
{
    private const string Right = "expected the lib folder of libtorch 2.10 or of Python's torch 2.10, such as .../site-packages/torch/lib.";

    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-libtorch-").FullName;

    /// <summary>The folder with the libtorch that these tests run with.</summary>
    private static string Own => TorchLibrary.AppFolders.First(folder => File.Exists(Path.Combine(folder, TorchLibrary.FileName("torch_cpu"))));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_NoSuchFolder_SaysSo()
    {
        string folder = Path.Combine(_folder, "none");

        Assert.Equal($"QWENWEBCHAT_LIBTORCH={folder}: there is no such folder; {Right}", Refusal(folder, []));
    }

    [Theory]
    [InlineData("c10")]
    [InlineData("torch_cpu", "c10")]
    [InlineData("torch", "c10", "torch_cpu")]
    public void Load_LibraryIsMissing_NamesIt(string missing, params string[] present)
    {
        Write("no library", present);

        Assert.Equal($"QWENWEBCHAT_LIBTORCH={_folder}: there is no {TorchLibrary.FileName(missing)} in it; {Right}", Refusal(_folder, []));
    }

    [Fact]
    public void Load_FilesThatAreNoLibraries_SaysWhatTheLoaderSays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The words are those of Linux.");
        Write(new string('x', 100), "c10", "torch_cpu", "torch");

        string refusal = Refusal(_folder, []);

        Assert.StartsWith($"QWENWEBCHAT_LIBTORCH={_folder}: libc10.so does not load: ", refusal, StringComparison.Ordinal);
        Assert.Contains("invalid ELF header", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AppHasALibtorchToo_RefusesBoth()
    {
        Write("no library", "c10", "torch_cpu", "torch");

        Assert.Equal(
            $"QWENWEBCHAT_LIBTORCH={_folder}: this app came with a libtorch of its own, in {Own}, and two cannot be in one process; expected an app built with -p:TorchBackend=none, or the variable unset.",
            Refusal(_folder, TorchLibrary.AppFolders));
    }

    [Fact]
    public void Load_RealLibtorch_IsThereForTheLibrariesAfterIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbols for all are Linux's.");
        TorchLibrary.Load(Own, TorchLibrary.AppFolders);

        string binding = Path.Combine(Own, "libLibTorchSharp.so");
        Assert.DoesNotContain(ElfSymbols.RequiredBy(binding), symbol => !SystemLoader.HasSymbol(symbol));
        using torch.Tensor sum = torch.ones(3).sum();
        Assert.Equal(3, sum.item<float>());
    }

    [Fact]
    public void Load_TorchSharpDoesNotFit_ListsTheMissingSymbols()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The table of symbols is read on Linux.");
        string binding = Path.Combine(Own, "libLibTorchSharp.so");
        string[] renamed = [.. ElfSymbols.RequiredBy(binding).Where(symbol => symbol.StartsWith("_ZN2at", StringComparison.Ordinal)).Take(12)];
        byte[] library = File.ReadAllBytes(binding);
        foreach (string symbol in renamed)
        {
            library[library.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\0{symbol}\0")) + 1] = (byte)'?';
        }

        File.WriteAllBytes(Path.Combine(_folder, "libLibTorchSharp.so"), library);

        string listed = string.Join(", ", renamed.Take(10).Select(symbol => $"?{symbol[1..]}"));
        Assert.Equal(
            $"QWENWEBCHAT_LIBTORCH={Own}: libLibTorchSharp.so of TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)} does not fit it, which lacks {listed} and 2 more; {Right}",
            Refusal(Own, [_folder]));
    }

    [Fact]
    public void WhyNone_NoLibtorchAtAll_NamesTheVariable()
    {
        Assert.Equal(
            $"this app came without libtorch; build it without -p:TorchBackend=none, or set QWENWEBCHAT_LIBTORCH to {Right["expected ".Length..].TrimEnd('.')}",
            TorchLibrary.WhyNoneIn([_folder], () => false));
    }

    [Fact]
    public void WhyNone_LibtorchInTheAppOrTheSystem_IsNull()
    {
        Assert.Null(TorchLibrary.WhyNoneIn([_folder], () => true));
        Assert.Null(TorchLibrary.WhyNoneIn([_folder, Own], () => throw new InvalidOperationException("It is there already.")));
    }

    [Fact]
    public void LoadAll_LibrariesThatNeedEachOther_TriesAgainWhileSomeLoad()
    {
        Dictionary<string, string> needs = new() { ["cublas"] = "cublasLt", ["cublasLt"] = "cudart", ["cufft"] = "missing" };
        List<string> loaded = [];
        int tries = 0;

        TorchLibrary.LoadAll(["cublas", "cufft", "cublasLt", "cudart"], file =>
        {
            tries++;
            bool loads = !needs.TryGetValue(file, out string? need) || loaded.Contains(need);
            if (loads)
            {
                loaded.Add(file);
            }

            return loads;
        });

        Assert.Equal(["cudart", "cublasLt", "cublas"], loaded);
        Assert.Equal(4 + 3 + 2 + 1, tries);
    }

    private static string Refusal(string folder, IEnumerable<string> appFolders) =>
        Assert.Throws<TorchLibraryException>(() => TorchLibrary.Load(folder, appFolders)).Message;

    private void Write(string contents, params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllText(Path.Combine(_folder, TorchLibrary.FileName(name)), contents);
        }
    }
}
