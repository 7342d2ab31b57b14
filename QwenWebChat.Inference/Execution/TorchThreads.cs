using QwenWebChat.Inference.Devices;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>
/// Who owns the processor. libtorch's OpenMP threads spin after each parallel region by default; when anything else
/// wants a core they then take turns with it at every barrier. Measured on two cores with a busy neighbour: 3.9
/// tokens/s spinning, 118 waiting, 166 with one thread, for 28 layers of a million parameters in all.
/// </summary>
public static class TorchThreads
{
    // Below this a step's products are shorter than waking a second thread for each of them.
    private const long OneThreadBytes = 64L << 20;

    // libtorch's own choice, before it is changed: the physical cores, or OMP_NUM_THREADS.
    private static readonly Lazy<int> AllCores = new(get_num_threads);

    /// <summary>
    /// Makes idle threads wait instead of spin, unless the environment already says how. Only has an effect before
    /// libtorch is loaded, which its first use does.
    /// </summary>
    public static void WaitWhenIdle()
    {
        if (OperatingSystem.IsWindows())
        {
            NativeEnvironment.SetUnlessSet("KMP_BLOCKTIME", "0");
        }
        else
        {
            NativeEnvironment.SetUnlessSet("OMP_WAIT_POLICY", "PASSIVE");
        }
    }

    /// <summary>How many threads a step is to use: as asked, else by the size of the model.</summary>
    internal static int CountFor(long weightBytes, int? threadCount) =>
        threadCount ?? (weightBytes < OneThreadBytes ? 1 : AllCores.Value);
}
