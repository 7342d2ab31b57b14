using System.ComponentModel;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>The loader of Linux or Windows, where <see cref="NativeLibrary"/> is not enough: it has no way to load for all, or to look without loading.</summary>
internal static partial class SystemLoader
{
    private const int Lazy = 1;
    private const int Now = 2;
    private const int NoLoad = 4;
    private const int Global = 0x100;
    private const uint AlteredSearchPath = 8;

    /// <summary>
    /// Loads a library by its full path. On Linux its symbols are bound at once, so that one without its counterpart is
    /// told now instead of ending the process at its first use, and are there for the libraries loaded after it. On Windows
    /// what it needs is looked for in its own folder first.
    /// </summary>
    /// <param name="failure">What the loader says of a library that it does not take; else null.</param>
    /// <returns>Its handle, 0 where it did not load.</returns>
    public static nint Open(string path, out string? failure)
    {
        if (OperatingSystem.IsWindows())
        {
            nint module = LoadLibrary(path, 0, AlteredSearchPath);
            failure = module == 0 ? new Win32Exception(Marshal.GetLastPInvokeError()).Message : null;
            return module;
        }

        // .NET finds a function at its first call, by which it clears what the loader last said.
        _ = LastError();
        nint library = Open(path, Now | Global);
        failure = library == 0 ? Marshal.PtrToStringUTF8(LastError()) ?? "unknown failure" : null;
        return library;
    }

    /// <summary>A library that is loaded already, wherever from: <c>libtorch_cuda.so</c>, <c>torch_cuda.dll</c>. 0 where it is not.</summary>
    public static nint FindLoaded(string fileName) => OperatingSystem.IsWindows() ? GetModule(fileName)
        : OperatingSystem.IsLinux() ? Open(fileName, Lazy | NoLoad)
        : 0;

    /// <summary>A function of a loaded library or, on Linux, of those that it needs; 0 where there is none of that name.</summary>
    public static nint FindFunction(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint function) ? function : 0;

    /// <summary>Whether any library that was loaded for all, or the program itself, has a symbol of that name. Linux only.</summary>
    public static bool HasSymbol(string name) => FindSymbol(0, name) != 0;

    // The name with its version is what runs without development packages; newer C libraries keep it as a stub.
    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libdl.so.2", EntryPoint = "dlsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FindSymbol(nint library, string name);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint LastError();

    [LibraryImport("kernel32", EntryPoint = "LoadLibraryExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint LoadLibrary(string path, nint reserved, uint flags);

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint GetModule(string fileName);
}
