using System.Text;
using QwenWebChat.App.Monitoring;

namespace QwenWebChat.Tests.Monitoring;

public sealed class VllmNamesTests
{
    [Theory]
    [InlineData("vllm_num_requests_running{model_name=\"q\"} 1", "vllm:num_requests_running{model_name=\"q\"} 1")]
    [InlineData("# TYPE vllm_prompt_tokens_total counter", "# TYPE vllm:prompt_tokens_total counter")]
    [InlineData("# HELP vllm_prompt_tokens_total Tokens of vllm_prompts.", "# HELP vllm:prompt_tokens_total Tokens of vllm_prompts.")]
    [InlineData("vllm_a 1\nvllm_b 2\n\nvllm_c 3", "vllm:a 1\nvllm:b 2\n\nvllm:c 3")]
    [InlineData("other{model_name=\"vllm_model\"} 1", "other{model_name=\"vllm_model\"} 1")]
    [InlineData("vllmish_a 1\nother_vllm_a 1\n vllm_a 1", "vllmish_a 1\nother_vllm_a 1\n vllm_a 1")]
    [InlineData("# EOF", "# EOF")]
    [InlineData("vllm", "vllm")]
    [InlineData("", "")]
    public void Restore_Line_ChangesNamesAlone(string exported, string expected)
    {
        byte[] text = Encoding.UTF8.GetBytes(exported);

        VllmNames.Restore(text);

        Assert.Equal(expected, Encoding.UTF8.GetString(text));
    }
}
