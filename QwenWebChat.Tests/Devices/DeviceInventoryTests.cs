using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch;
using QwenWebChat.Inference.Torch.Devices;
using static QwenWebChat.Tests.Devices.PlayedDriver;

namespace QwenWebChat.Tests.Devices;

public sealed class DeviceInventoryTests
{
    private static readonly TorchCuda CpuBuild = new(null, false, null, null, 0);
    private static readonly TorchCuda CudaBuild = new(null, true, null, new Version(12, 8), 0);
    private static readonly CudaDriver NoDriver = CudaDriver.Open("libcuda-that-is-not-there");

    private static string Backend => OperatingSystem.IsWindows() ? "cuda-windows" : "cuda-linux";

    private static string How => $"build the app with -p:TorchBackend={Backend}, or with -p:TorchBackend=none and name the lib folder of a libtorch with CUDA by QWENWEBCHAT_LIBTORCH";

    [Fact]
    public void Describe_TwoGpus_GivesTheDriversFigures()
    {
        DeviceInventory inventory = GpuSearch.Describe(7, CudaBuild with { GpuCount = 2 }, PlayedDriver.Open(), null);

        Assert.Equal((7, null), (inventory.HostBytes, inventory.WhyNoGpu));
        Assert.Empty(inventory.LeftOut);
        Assert.Equal(["Card 1", "Card 2"], inventory.Gpus.Select(gpu => gpu.Name));
        Assert.Equal(["cuda:0", "cuda:1"], inventory.Gpus.Select(gpu => gpu.Torch.ToString()));
        Assert.Equal([24 * Gigabyte, 11 * Gigabyte], inventory.Gpus.Select(gpu => gpu.MemoryBytes));
        Assert.Equal([20 * Gigabyte, 5 * Gigabyte], inventory.Gpus.Select(gpu => gpu.FreeBytes));
        Assert.Equal([null, "compute capability 7.5: no fast bfloat16"], inventory.Gpus.Select(gpu => gpu.Note));
    }

    [Fact]
    public void Describe_FirstGpuFails_KeepsTheSecondUnderItsNumber()
    {
        DeviceInventory inventory = GpuSearch.Describe(7, CudaBuild with { GpuCount = 2 }, PlayedDriver.Open(FirstFull), null);

        ComputeDevice gpu = Assert.Single(inventory.Gpus);
        Assert.Equal(("Card 2", "cuda:1"), (gpu.Name, gpu.Torch.ToString()));
        Assert.StartsWith("CUDA device 0 cannot be used: cuDevicePrimaryCtxRetain returned 2, out of memory; ", Assert.Single(inventory.LeftOut), StringComparison.Ordinal);
        Assert.Null(inventory.WhyNoGpu);
    }

    [Fact]
    public void Describe_OnlyGpuFails_SaysWhy()
    {
        DeviceInventory inventory = GpuSearch.Describe(7, CudaBuild with { GpuCount = 1 }, PlayedDriver.Open(One, FirstFull), null);

        Assert.Empty(inventory.Gpus);
        Assert.Equal(
            "CUDA device 0 cannot be used: cuDevicePrimaryCtxRetain returned 2, out of memory; end other programs that hold the GPU (nvidia-smi lists them)",
            inventory.WhyNoGpu);
    }

    [Fact]
    public void WhyNoGpu_BuildWithoutCuda_SaysHowToGetOne()
    {
        const string What = "this build of the app has a libtorch without CUDA (TorchBackend=cpu)";

        Assert.Equal($"{What}, though there is Card 1 with 24 GiB; {How}", Why(CpuBuild, PlayedDriver.Open(One)));
        Assert.Equal($"{What}, though there is Card 1 with 24 GiB and 1 more; {How}", Why(CpuBuild, PlayedDriver.Open()));
        Assert.Equal($"{What}, and there is no NVIDIA driver either ({CudaDriver.FileName} was not found); for a GPU, install its driver and {How}", Why(CpuBuild, NoDriver));
        Assert.Equal(
            $"{What}, and the NVIDIA driver has no GPU either (803, the driver's library and its kernel module are of different versions); for a GPU, see that nvidia-smi lists it and {How}",
            Why(CpuBuild, PlayedDriver.Open(Refusing(803))));
        Assert.Contains("has no GPU either (it sees none);", Why(CpuBuild, PlayedDriver.Open(None)), StringComparison.Ordinal);
        Assert.Contains("has no GPU either (CUDA_VISIBLE_DEVICES is '-1');", Why(CpuBuild, PlayedDriver.Open(Refusing(100)), "-1"), StringComparison.Ordinal);
        Assert.Contains("has no GPU either (it is too old: ", Why(CpuBuild, PlayedDriver.Open(Without("cuInit"))), StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNoGpu_NamedLibtorchWithoutCuda_NamesIt()
    {
        Assert.Equal(
            "the libtorch of QWENWEBCHAT_LIBTORCH=/opt/libtorch/lib has no CUDA, though there is Card 1 with 24 GiB; name the lib folder of one that has",
            Why(CpuBuild with { Folder = "/opt/libtorch/lib" }, PlayedDriver.Open(One)));
    }

    [Fact]
    public void WhyNoGpu_PartForCudaDoesNotLoad_SaysWhatTheLoaderSays()
    {
        TorchCuda broken = CudaBuild with { LoadFailure = "libcublas.so.12: cannot open shared object file", BuildVersion = null };

        Assert.Equal(
            $"libtorch's CUDA library does not load (libcublas.so.12: cannot open shared object file); rebuild the app with -p:TorchBackend={Backend}",
            Why(broken, PlayedDriver.Open()));
    }

    [Fact]
    public void WhyNoGpu_NoDriver_SaysWhatToInstall()
    {
        string expected = $"libtorch has CUDA 12.8, but there is no NVIDIA driver ({CudaDriver.FileName} was not found); install it, or start the container with the machine's GPUs (--gpus all)";

        Assert.Equal(expected, Why(CudaBuild, NoDriver));
        // libtorch may find the driver where this does not; without its figures nothing can be planned.
        Assert.Equal(expected, Why(CudaBuild with { GpuCount = 1 }, NoDriver));
    }

    [Fact]
    public void WhyNoGpu_DriverTooOld_NamesBothVersions()
    {
        Assert.Equal(
            "the NVIDIA driver supports CUDA 11.4 and this libtorch needs CUDA 12.8; install a newer driver from NVIDIA", Why(CudaBuild, PlayedDriver.Open(OfCuda11)));
        Assert.Equal(
            $"the NVIDIA driver is too old, its {CudaDriver.FileName} has no cuMemGetInfo_v2, and this libtorch needs CUDA 12.8; install a newer driver from NVIDIA",
            Why(CudaBuild, PlayedDriver.Open(Without("cuMemGetInfo_v2"))));
        // A newer libtorch of the same major version runs on it: that is not the reason.
        Assert.DoesNotContain("needs CUDA", Why(CudaBuild with { BuildVersion = new Version(12, 10) }, PlayedDriver.Open()), StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNoGpu_DriverSeesNoGpu_NamesTheVariableThatHidesThem()
    {
        const string Plain = "the NVIDIA driver (CUDA 12.9) sees no GPU; see that nvidia-smi lists one, and start a container with the machine's GPUs (--gpus all)";

        Assert.Equal(Plain, Why(CudaBuild, PlayedDriver.Open(Refusing(100))));
        Assert.Equal(Plain, Why(CudaBuild, PlayedDriver.Open(None)));
        Assert.Equal(
            "the NVIDIA driver (CUDA 12.9) sees no GPU with CUDA_VISIBLE_DEVICES set to ''; unset it, or name a GPU that nvidia-smi lists", Why(CudaBuild, PlayedDriver.Open(None), ""));
    }

    [Theory]
    [InlineData(3, "3, not initialised; check whether nvidia-smi works; if not, restart the machine or reinstall the driver")]
    [InlineData(35, "35, the driver is older than the program; install a newer driver from NVIDIA")]
    [InlineData(803, "803, the driver's library and its kernel module are of different versions; restart the machine, so that both parts of the driver are the installed ones")]
    public void WhyNoGpu_DriverRefuses_SaysWhatItsAnswerMeans(int code, string meaning)
    {
        Assert.Equal($"the NVIDIA driver (CUDA 12.9) did not start: {meaning}", Why(CudaBuild, PlayedDriver.Open(Refusing(code))));
    }

    [Fact]
    public void WhyNoGpu_LibtorchDoesNotSayWhy_SaysWhatTheDriverHas()
    {
        Assert.Equal(
            "libtorch with CUDA 12.8 reports CUDA as not available without a reason, although the NVIDIA driver (CUDA 12.9) has Card 1 with 24 GiB; update the driver, and check whether nvidia-smi works",
            Why(CudaBuild, PlayedDriver.Open(One)));
    }

    [Fact]
    public void Detect_OfThisMachine_HasGpusOrOneLineThatSaysWhyNot()
    {
        DeviceInventory inventory = GpuSearch.Detect();

        Assert.True(inventory.HostBytes > 0);
        Assert.Equal(inventory.Gpus.Count == 0, inventory.WhyNoGpu is not null);
        Assert.DoesNotContain('\n', inventory.WhyNoGpu ?? "");
        Assert.All(inventory.Gpus, gpu => Assert.InRange(gpu.FreeBytes, 1, gpu.MemoryBytes));
    }

    private static string Why(TorchCuda torch, CudaDriver driver, string? visible = null)
    {
        DeviceInventory inventory = GpuSearch.Describe(7, torch, driver, visible);
        Assert.Empty(inventory.Gpus);
        Assert.NotNull(inventory.WhyNoGpu);
        Assert.DoesNotContain('\n', inventory.WhyNoGpu);
        return inventory.WhyNoGpu;
    }
}
