// Opens WeChat's own payment inside WeChat, with the fields that the server signed.
//   <button data-wechat-pay='{"appId": "…", "package": "prepay_id=…", …}'>
// The page learns of the payment from the server as always; what WeChat answers here proves nothing.

const button = document.querySelector("[data-wechat-pay]");
const bridge = () =>
  new Promise((ready) => {
    if (window.WeixinJSBridge) ready(window.WeixinJSBridge);
    else document.addEventListener("WeixinJSBridgeReady", () => ready(window.WeixinJSBridge), { once: true });
  });

button?.addEventListener("click", async () => {
  const app = await bridge();
  app.invoke("getBrandWCPayRequest", JSON.parse(button.dataset.wechatPay), () => {
    button.disabled = false;
  });
  button.disabled = true;
});
