"""The commonest words of each language: they say nothing about anybody, so search leaves them out.

At rest they would be the first that a thief guesses, by how often a number returns. English is the
head of the usual frequency lists. For the others no list was at hand whose licence and source we
could name: these are written by hand, particles and pronouns first, and want a speaker's review.
"""

from collections.abc import Mapping

SAID: Mapping[str, str] = {
    "en": "a about after again all also am an and any are as at be because been before but by"
    " can could did do does don't down for from get go got had has have he her here him"
    " his how i if in into is it its just know like me more my no not now of off on one"
    " only or other our out over please said say she so some than that the their them"
    " then there they this those time to up us very was we were what when where which who"
    " why will with would yes you your",
    "my": "က ကို မှာ တဲ့ ပါ တယ် သည် နဲ့ လည်း ၏ များ တော့ ဘူး မ ရဲ့ မှ နှင့် ကျွန်တော် ကျွန်မ သူ"
    " သူတို့ ကျွန်တော်တို့ ဒီ အဲဒီ ဟာ တွေ လို့ ပြီး ရှိ ရ ဖြစ် ထား ခဲ့ နေ ပေး လာ သွား ဆို"
    " ပဲ ရင် အတွက် ၍ ၌ မယ်",
    "km": "ជា និង នៅ បាន ដែល ទេ នេះ នោះ ក៏ របស់ ខ្ញុំ យើង គេ គាត់ មាន មិន ហើយ ពី ឲ្យ ឱ្យ ដើម្បី"
    " ក្នុង លើ ទៅ មក ដោយ តែ ត្រូវ នឹង ថា ពួក ប៉ុន្តែ អ្នក ឬ បើ ដល់ ចំពោះ ទាំង កំពុង វា",
    "lo": "ແລະ ທີ່ ຂອງ ໃນ ບໍ່ ໄດ້ ມີ ເປັນ ນີ້ ນັ້ນ ກໍ ຈະ ຢູ່ ໃຫ້ ກັບ ໄປ ມາ ແລ້ວ ວ່າ ຂ້ອຍ ພວກ"
    " ເຮົາ ເຂົາ ລາວ ຈາກ ແຕ່ ຫຼື ຖ້າ ນຳ ເພື່ອ ດ້ວຍ ອີກ ຄື ຍັງ ກຳລັງ ຕ້ອງ ໂດຍ ຖືກ",
    "th": "ที่ และ ใน ของ ก็ ได้ ว่า นี้ นั้น ครับ ค่ะ ไม่ มี เป็น จะ ให้ กับ ไป มา แล้ว ผม ฉัน"
    " เรา เขา พวก จาก แต่ หรือ ถ้า อยู่ คือ ยัง กำลัง ต้อง โดย ถูก เพื่อ ด้วย อีก ทำ มาก"
    " ๆ นะ คะ เลย แค่ ซึ่ง เพราะ คน",
    "ne": "र को मा ले छ हो यो त्यो पनि लाई का की म मेरो हामी हाम्रो उनी उनले तिनी के कुन छन्"
    " छैन थियो थिए भयो भएको गर्न गर्छ गरेको गरे भने भनेर तर वा अनि नै त हुन हुन्छ गरी"
    " लागि बाट देखि सँग सम्म जुन अब अरू",
    "bn": "ও এবং এই সেই না কি যে তা এ আমি আমার আমাদের আমরা তার তারা সে তিনি করে করা হয় হয়ে"
    " ছিল আছে জন্য থেকে সঙ্গে কিন্তু আর একটি এক বলে কোন যদি তবে",
    "hi": "है हैं और का की के को में से ने पर यह वह हम मैं मेरा मेरी हमारा था थे थी नहीं तो भी"
    " कि जो या एक कर रहा रहे रही लिए साथ अब हो गया",
    "id": "yang dan di ke dari ini itu saya kami kita dia mereka tidak ada untuk dengan pada"
    " juga sudah akan bisa karena adalah atau dalam oleh belum kalau",
    "tl": "ang mga ng na sa ay at ako kami namin aming po siya sila niya nila hindi ito iyon"
    " para kung pa wala may mayroon lang din rin",
    "vi": "và là của có không cho được các những này đó tôi chúng anh chị em với một đã đang sẽ"
    " thì mà trong ở từ cũng như nhưng",
}
COMMONEST = {code: frozenset(words.split()) for code, words in SAID.items()}
