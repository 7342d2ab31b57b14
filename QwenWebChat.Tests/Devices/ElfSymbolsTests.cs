using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Tests.Devices;

/// <summary>On the real library of TorchSharp beside these tests.</summary>
public sealed class ElfSymbolsTests
{
    private static string Binding => Path.Combine(TorchLibrary.AppFolders.First(folder => File.Exists(Path.Combine(folder, "libLibTorchSharp.so"))), "libLibTorchSharp.so");

    [Fact]
    public void RequiredBy_TorchSharpsLibrary_ListsWhatItTakesFromOthersAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A library of Linux.");
        IReadOnlyList<string> symbols = ElfSymbols.RequiredBy(Binding);

        // The C library's, C++'s, libtorch's.
        Assert.Contains("strlen", symbols);
        Assert.Contains("__cxa_throw", symbols);
        Assert.Contains("_ZN5torch4cuda12is_availableEv", symbols);
        Assert.Equal(symbols.Count, symbols.Distinct().Count());
        // Its own; one that it can do without; a linker's marker that nothing refers to.
        Assert.DoesNotContain("THSTorchCuda_is_available", symbols);
        Assert.DoesNotContain("__gmon_start__", symbols);
        Assert.DoesNotContain("_ZSt21ios_base_library_initv", symbols);
    }

    [Fact]
    public void RequiredBy_AnotherFile_Throws()
    {
        Assert.Throws<InvalidDataException>(() => ElfSymbols.RequiredBy(typeof(ElfSymbolsTests).Assembly.Location));
    }

    [Fact]
    public void RequiredBy_FileThatIsCutOff_Throws()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A library of Linux.");
        string cut = Path.GetTempFileName();
        try
        {
            byte[] whole = File.ReadAllBytes(Binding);
            File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);

            Assert.Throws<InvalidDataException>(() => ElfSymbols.RequiredBy(cut));
        }
        finally
        {
            File.Delete(cut);
        }
    }
}
