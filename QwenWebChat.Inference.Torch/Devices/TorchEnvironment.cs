using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Prepares the process for libtorch, which is loaded at its first use.</summary>
internal static class TorchEnvironment
{
    private const string AllocatorVariable = "PYTORCH_ALLOC_CONF";

    // TorchScript's fuser compiles kernels for each shape, which takes seconds and makes a result depend on its batch.
    private const string FuserVariable = "PYTORCH_TENSOREXPR";

    // Lazy rethrows the same exception at every later access.
    private static readonly Lazy<bool> Prepared = new(() =>
    {
        PrepareOnce();
        return true;
    });

    /// <summary>
    /// Configures libtorch's memory allocator, threads and TorchScript, and loads it from another folder if one is set. Only the
    /// first call has an effect.
    /// </summary>
    /// <exception cref="TorchLibraryException">The folder of <see cref="TorchLibrary.Variable"/> cannot be used.</exception>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>Prepares libtorch for operations that require it.</summary>
    /// <exception cref="TorchLibraryException">
    /// libtorch is not installed, or the folder of <see cref="TorchLibrary.Variable"/> cannot be used.
    /// </exception>
    public static void Require()
    {
        Prepare();
        if (TorchLibrary.WhyNone is { } why)
        {
            throw new TorchLibraryException(why);
        }
    }

    /// <summary>Returns the value of <c>PYTORCH_ALLOC_CONF</c> for libtorch's allocator; null to leave it unset.</summary>
    /// <remarks>
    /// Weights and KV cache leave little free GPU memory. By default the allocator does not resize a freed block, so a
    /// step of a different size can fail although enough memory is free in total (fragmentation). Expandable segments
    /// are one address range in which all free memory can be reused. Windows does not support them, and libtorch would
    /// only log a warning. The older variable name, which libtorch 2.10 deprecates with a warning, is also checked so
    /// that a user's setting is not overridden.
    /// </remarks>
    /// <param name="read">Reads an environment variable.</param>
    internal static string? AllocatorSetting(Func<string, string?> read) =>
        OperatingSystem.IsLinux() && read(AllocatorVariable) is null && read("PYTORCH_CUDA_ALLOC_CONF") is null ? "expandable_segments:True" : null;

    private static void PrepareOnce()
    {
        TorchThreads.WaitWhenIdle();
        if (AllocatorSetting(NativeEnvironment.Get) is { } setting)
        {
            NativeEnvironment.SetUnlessSet(AllocatorVariable, setting);
        }

        NativeEnvironment.SetUnlessSet(FuserVariable, "0");
        if (TorchLibrary.Named is { } folder)
        {
            TorchLibrary.Load(folder);
        }
    }
}
