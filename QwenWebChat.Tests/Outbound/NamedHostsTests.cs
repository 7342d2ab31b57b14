using System.Net;
using QwenWebChat.App.Outbound;

namespace QwenWebChat.Tests.Outbound;

/// <summary>The setting that names hosts in private networks.</summary>
public sealed class NamedHostsTests
{
    [Theory]
    [InlineData("localhost", "localhost", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.8.8.8", "127.8.8.8")]
    [InlineData("LOCALHOST", "::1", "::1")]
    [InlineData("localhost", "::ffff:127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("tools.internal", "Tools.Internal.", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "tools.internal", "10.0.0.1")]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", "::ffff:10.0.0.1")]
    [InlineData("fd00::/8", "fd00::7", "fd00::7")]
    [InlineData(" a.internal ; 10.1.0.0/16 ;", "b.internal", "10.1.255.1")]
    public void Contain_NamedByNameAddressOrNetwork_IsTrue(string setting, string host, string address)
    {
        Assert.True(NamedHosts.Parse(setting).Contain(host, IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("", "localhost", "127.0.0.1")]
    [InlineData("localhost", "attacker.example", "127.0.0.1")]
    [InlineData("localhost", "localhost.attacker.example", "127.0.0.1")]
    [InlineData("localhost", "10.0.0.1", "10.0.0.1")]
    [InlineData("tools.internal", "evil.tools.internal", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.2")]
    [InlineData("10.1.0.0/16", "10.2.0.1", "10.2.0.1")]
    public void Contain_NotNamed_IsFalse(string setting, string host, string address)
    {
        Assert.False(NamedHosts.Parse(setting).Contain(host, IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("http://localhost", "http://localhost")]
    [InlineData("localhost;*", "*")]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    [InlineData("a b", "a b")]
    public void Parse_WhatIsNoHost_NamesIt(string setting, string entry)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => NamedHosts.Parse(setting));

        Assert.Equal($"PrivateHosts has '{entry}'; it must be names, IP addresses or networks, such as localhost;10.1.0.0/16.", exception.Message);
    }
}
