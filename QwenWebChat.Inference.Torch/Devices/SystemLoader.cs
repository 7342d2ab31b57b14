using System.ComponentModel;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// Calls the dynamic loader of Linux or Windows directly, for what <see cref="NativeLibrary"/> cannot do: load with
/// global symbol visibility, and look up a library without loading it.
/// </summary>
internal static partial class SystemLoader
{
    private const int Lazy = 1;
    private const int Now = 2;
    private const int NoLoad = 4;
    private const int Global = 0x100;
    private const uint AlteredSearchPath = 8;

    /// <summary>
    /// Loads a library by its full path. On Linux all symbols are bound immediately, so that a missing one is reported
    /// now and does not end the process later, and they become visible to libraries loaded afterwards. On Windows
    /// dependencies are searched in the library's own folder first.
    /// </summary>
    /// <param name="failure">The loader's error message if loading fails; otherwise null.</param>
    /// <returns>The library handle; 0 if loading failed.</returns>
    public static nint Open(string path, out string? failure)
    {
        if (OperatingSystem.IsWindows())
        {
            nint module = LoadLibrary(path, 0, AlteredSearchPath);
            failure = module == 0 ? new Win32Exception(Marshal.GetLastPInvokeError()).Message : null;
            return module;
        }

        // .NET resolves a function at its first call, which would clear the loader's last error.
        _ = LastError();
        nint library = Open(path, Now | Global);
        failure = library == 0 ? Marshal.PtrToStringUTF8(LastError()) ?? "unknown failure" : null;
        return library;
    }

    /// <summary>
    /// Returns the handle of a library that is already loaded from any path, such as <c>libtorch_cuda.so</c> or
    /// <c>torch_cuda.dll</c>; 0 if it is not loaded.
    /// </summary>
    public static nint FindLoaded(string fileName) => OperatingSystem.IsWindows() ? GetModule(fileName)
        : OperatingSystem.IsLinux() ? Open(fileName, Lazy | NoLoad)
        : 0;

    /// <summary>
    /// Returns the address of a function of a loaded library or, on Linux, of its dependencies; 0 if none exports that
    /// name.
    /// </summary>
    public static nint FindFunction(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint function) ? function : 0;

    /// <summary>Returns whether the program or any globally loaded library exports a symbol. Linux only.</summary>
    public static bool HasSymbol(string name) => FindSymbol(0, name) != 0;

    // The versioned name is present without development packages; newer C libraries keep it as a stub.
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
