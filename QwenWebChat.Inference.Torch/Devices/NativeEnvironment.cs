using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>The environment variables that native libraries of this process see; .NET keeps a separate copy.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Returns the value of a variable; null if it is not set.</summary>
    public static string? Get(string name) => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable(name)
        : Marshal.PtrToStringUTF8(GetVariable(name));

    /// <summary>Sets a variable unless it is set already. Libraries that have already read it do not see the change.</summary>
    public static void SetUnlessSet(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Environment.SetEnvironmentVariable changes .NET's copy only, which native libraries do not read.
            _ = SetVariable(name, value, overwrite: 0);
        }
        else if (Environment.GetEnvironmentVariable(name) is null)
        {
            // libtorch reads the C runtime's copy of the environment (std::getenv), made at process start;
            // Environment.SetEnvironmentVariable does not change that copy. This method sets both.
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
