using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>What has to be settled before libtorch is loaded, which its first use does.</summary>
internal static class TorchEnvironment
{
    private const string AllocatorVariable = "PYTORCH_ALLOC_CONF";

    // A Lazy gives the same failure again to whoever asks again.
    private static readonly Lazy<bool> Prepared = new(() =>
    {
        PrepareOnce();
        return true;
    });

    /// <summary>Tells libtorch how to use memory and threads, and loads it from another folder if so wished. The first call alone does something.</summary>
    /// <exception cref="TorchLibraryException">The folder of <see cref="TorchLibrary.Variable"/> cannot be used.</exception>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>Makes libtorch ready for what cannot do without it.</summary>
    /// <exception cref="TorchLibraryException">There is none, or the folder of <see cref="TorchLibrary.Variable"/> cannot be used.</exception>
    public static void Require()
    {
        Prepare();
        if (TorchLibrary.WhyNone is { } why)
        {
            throw new TorchLibraryException(why);
        }
    }

    /// <summary>What libtorch's allocator is to be told by <c>PYTORCH_ALLOC_CONF</c>; null for nothing.</summary>
    /// <remarks>
    /// The weights and the cache leave little of a card free. By default a freed block keeps the size that it was made with,
    /// so a step of another length finds memory free, but in no piece large enough. Segments that grow are one range of
    /// addresses, in which all that is free can be used for anything. Windows has no such segments and libtorch would only
    /// warn of the setting. The older name, for which libtorch 2.10 has a warning, is looked at so that its users keep what
    /// they set.
    /// </remarks>
    /// <param name="read">Reads the environment.</param>
    internal static string? AllocatorSetting(Func<string, string?> read) =>
        OperatingSystem.IsLinux() && read(AllocatorVariable) is null && read("PYTORCH_CUDA_ALLOC_CONF") is null ? "expandable_segments:True" : null;

    private static void PrepareOnce()
    {
        TorchThreads.WaitWhenIdle();
        if (AllocatorSetting(NativeEnvironment.Get) is { } setting)
        {
            NativeEnvironment.SetUnlessSet(AllocatorVariable, setting);
        }

        if (TorchLibrary.Named is { } folder)
        {
            TorchLibrary.Load(folder);
        }
    }
}
