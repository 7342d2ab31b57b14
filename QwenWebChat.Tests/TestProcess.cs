using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Tests;

internal static class TestProcess
{
    /// <summary>As the app does before libtorch is loaded.</summary>
    [ModuleInitializer]
    public static void Initialize()
    {
        TorchBackend.Register();
        TorchEnvironment.Prepare();
    }
}
