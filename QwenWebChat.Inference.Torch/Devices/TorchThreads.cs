namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// Configures how libtorch's OpenMP threads wait. By default they spin after each parallel region; if another process
/// needs a core, they compete with it at every barrier. Measured on two cores with a busy neighbour process, for 28
/// layers of a million parameters in all: 3.9 tokens/s spinning, 118 waiting, 166 with one thread.
/// </summary>
internal static class TorchThreads
{
    /// <summary>
    /// Makes idle threads wait instead of spin, unless the environment already configures this. Only has an effect
    /// before libtorch is loaded, which its first use does.
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
}
