using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Execution;

/// <summary>
/// Determines the number of threads of a step: one for each physical core, because two threads on one core share its
/// multipliers.
/// </summary>
internal static unsafe partial class ProcessorCores
{
    // Below this size a step's products are shorter than waking a second thread for each of them.
    private const long OneThreadBytes = 64L << 20;

    private const string Folder = "/sys/devices/system/cpu";
    private const int RelationProcessorCore = 0;

    /// <summary>The number of physical cores, limited to the number of processors that this process may use.</summary>
    public static int Count { get; } = Math.Clamp(Physical(), 1, Environment.ProcessorCount);

    /// <summary>Returns the number of threads of a step: the requested number, otherwise one chosen by the size of the model.</summary>
    public static int CountFor(long weightBytes, int? threadCount) => threadCount ?? (weightBytes < OneThreadBytes ? 1 : Count);

    private static int Physical()
    {
        int count = OperatingSystem.IsLinux() ? OnLinux(Folder) : OperatingSystem.IsWindows() ? OnWindows() : OperatingSystem.IsMacOS() ? OnMacOS() : 0;
        return count > 0 ? count : Environment.ProcessorCount;
    }

    /// <summary>
    /// Counts the distinct cores of all packages in a folder like Linux's <c>/sys/devices/system/cpu</c>; 0 if it lists
    /// none.
    /// </summary>
    internal static int OnLinux(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        HashSet<(int Package, int Core)> cores = [];
        foreach (string topology in Directory.EnumerateDirectories(folder, "cpu*").Select(cpu => Path.Combine(cpu, "topology")).Where(Directory.Exists))
        {
            if (Read("physical_package_id") is { } package && Read("core_id") is { } core)
            {
                cores.Add((package, core));
            }

            int? Read(string name)
            {
                string file = Path.Combine(topology, name);
                return File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value) ? value : null;
            }
        }

        return cores.Count;
    }

    // Records of variable length, one for each core, that start with relation and length.
    private static int OnWindows()
    {
        uint length = 0;
        _ = GetLogicalProcessorInformationEx(RelationProcessorCore, null, ref length);
        byte[] records = new byte[length];
        fixed (byte* buffer = records)
        {
            if (length == 0 || !GetLogicalProcessorInformationEx(RelationProcessorCore, buffer, ref length))
            {
                return 0;
            }
        }

        int count = 0;
        for (int offset = 0; offset < length; offset += BitConverter.ToInt32(records, offset + sizeof(int)))
        {
            count++;
        }

        return count;
    }

    private static int OnMacOS()
    {
        int count = 0;
        nint size = sizeof(int);
        return ReadSystemValue("hw.physicalcpu", &count, ref size, 0, 0) == 0 ? count : 0;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLogicalProcessorInformationEx(int relation, byte* buffer, ref uint length);

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadSystemValue(string name, void* value, ref nint size, nint newValue, nint newSize);
}
