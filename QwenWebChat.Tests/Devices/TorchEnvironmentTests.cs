using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Tests.Devices;

public sealed class TorchEnvironmentTests
{
    [Fact]
    public void SetUnlessSet_SetsOnceAndKeepsWhatIsThere()
    {
        string name = $"QWENWEBCHAT_TEST_{Guid.NewGuid():N}";
        Assert.Null(NativeEnvironment.Get(name));

        NativeEnvironment.SetUnlessSet(name, "é first");
        NativeEnvironment.SetUnlessSet(name, "second");

        Assert.Equal("é first", NativeEnvironment.Get(name));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("PYTORCH_ALLOC_CONF", false)]
    [InlineData("PYTORCH_CUDA_ALLOC_CONF", false)]
    public void AllocatorSetting_UserSetOne_IsNotTouched(string? set, bool isOurs)
    {
        string? setting = TorchEnvironment.AllocatorSetting(name => name == set ? "max_split_size_mb:128" : null);

        Assert.Equal(isOurs && OperatingSystem.IsLinux() ? "expandable_segments:True" : null, setting);
    }

    [Fact]
    public void Prepare_BeforeTheseTests_SetWhatLibtorchReads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nothing is set elsewhere.");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PYTORCH_ALLOC_CONF") is not null || Environment.GetEnvironmentVariable("PYTORCH_CUDA_ALLOC_CONF") is not null, "Set by who started the tests.");

        Assert.Equal("expandable_segments:True", NativeEnvironment.Get("PYTORCH_ALLOC_CONF"));
        Assert.Equal("PASSIVE", Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null ? NativeEnvironment.Get("OMP_WAIT_POLICY") : "PASSIVE");
    }
}
