using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>The environment as native libraries of this process read it, which is not .NET's own.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Null where the variable is not set.</summary>
    public static string? Get(string name) => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable(name)
        : Marshal.PtrToStringUTF8(GetVariable(name));

    /// <summary>Sets a variable, unless whoever started the process did. Libraries that have read it already do not notice.</summary>
    public static void SetUnlessSet(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Environment.SetEnvironmentVariable changes .NET's copy only, which native libraries do not read.
            _ = SetVariable(name, value, overwrite: 0);
        }
        else if (Environment.GetEnvironmentVariable(name) is null)
        {
            // libtorch asks the C runtime (std::getenv), which copied the process's environment at its start: what
            // Environment.SetEnvironmentVariable sets later is not in that copy. This sets both.
            _ = SetRuntimeVariable(name, value);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);

    [LibraryImport("ucrtbase", EntryPoint = "_wputenv_s", StringMarshalling = StringMarshalling.Utf16)]
    private static partial int SetRuntimeVariable(string name, string value);
}
