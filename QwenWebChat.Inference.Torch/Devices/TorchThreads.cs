namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// Who owns the processor. libtorch's OpenMP threads spin after each parallel region by default; when anything else
/// wants a core they then take turns with it at every barrier. Measured on two cores with a busy neighbour: 3.9
/// tokens/s spinning, 118 waiting, 166 with one thread, for 28 layers of a million parameters in all.
/// </summary>
public static class TorchThreads
{
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
}
